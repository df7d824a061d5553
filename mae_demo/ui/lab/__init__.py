"""The tab 'Autoencoders': a panel a file; each imports what it shows, from mae_demo.answers, when it is opened."""
