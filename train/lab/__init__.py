"""Measurements for the tab 'Autoencoders' that take too long there: a command for each file in checkpoints/lab.

Networks that are trained for a chart alone are in checkpoints/lab/run and are not shipped.
"""
