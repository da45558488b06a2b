"""What every process of the assistant needs: settings, quiet logs, metrics, failures, where actions run."""
