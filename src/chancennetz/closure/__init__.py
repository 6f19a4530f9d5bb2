"""The end of the work with a family: discharge card, aftercare, closing the file, beginning again."""
