"""The look: page frame, components, forms, tables and PDF. No models."""
