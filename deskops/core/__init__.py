"""What every room stands on: money, calendar, dated settings, request keys, files, jobs, plugs."""
