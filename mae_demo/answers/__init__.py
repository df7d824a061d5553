"""What the page and the HTTP API answer to a question: one file a topic, plain numbers, keys and pictures.

Nothing here knows Gradio, and nothing holds a sentence: `mae_demo.ui` lays out and says what these functions return.
What cannot be answered is a `mae_demo.text.Refusal`. torch is imported at the top of most of these files, so the page
imports them inside its event handlers, after it is up; `shelf`, `samples`, `selection` and `comparisons` need no torch.
"""
