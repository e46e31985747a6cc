"""Courses, examinations, certificates (培训、考核、持证)."""
