"""The tab 'Before masks': a panel a file. Files named *_view compute and import torch; they are imported late."""
