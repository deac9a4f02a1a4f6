"""Every chart and map, drawn once for page, report and notebook."""
