"""The page as files that need no server of their own: `python -m mae_demo.site --out DIR`.

The widgets, styles and words are those of the Gradio page, and web/engine answers. `given` says what the page is told,
`markup` writes it, `folder` and `single` write the files.
"""
