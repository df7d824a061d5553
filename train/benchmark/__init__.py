"""Speed compared with transformers' `ViTMAEForPreTraining` of the same architecture: a training step, a prediction.

`python -m train.benchmark training` and `python -m train.benchmark prediction` need transformers, by
`pip install -r tests/requirements.txt`. If other work shares the CPU, use `--threads 1` and trust the CPU time.
"""
