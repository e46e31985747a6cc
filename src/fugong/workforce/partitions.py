"""The daily partitions of health reports and their totals."""

from fugong.core.partitions import Daily

DAILY = Daily({"workforce_healthreport": 100, "workforce_healthtotal": 50})
