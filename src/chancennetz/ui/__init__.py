"""The look: page frame, components, forms, tables, charts, maps, PDF and the translation tool. No models."""
