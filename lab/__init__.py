"""Trains, measures and exports the bundled Portuguese clinical NER model. One module per step; see lab/README.md."""
