"""The editor of forms: importing, changing in the browser, comparing versions, taking into use."""
