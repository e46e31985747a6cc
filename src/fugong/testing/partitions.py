"""The daily partitions of samples, of who owes a test, and of their totals."""

from fugong.core.partitions import Daily

DAILY = Daily({"testing_sample": 90, "testing_owing": 100, "testing_testtotal": 50})
