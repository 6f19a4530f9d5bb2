"""Every component in every state, for whoever builds pages. Demo and debug mode only; no models."""
