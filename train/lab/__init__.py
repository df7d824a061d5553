"""What the tab 'Autoencoders' shows and takes too long to compute there: files in checkpoints/lab, a command each.

Networks that are trained for a chart alone stand in checkpoints/lab/run and are not shipped.
"""
