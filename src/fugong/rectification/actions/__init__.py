"""What can be done: record and correct findings, issue, serve and answer notices, look back, extend, stop and lift, appeal, show."""
