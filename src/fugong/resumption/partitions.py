"""The daily partitions of reports and standings."""

from fugong.core.partitions import Daily

DAILY = Daily({"resumption_report": 100, "resumption_standing": 50})
ensure = DAILY.ensure
