"""Questions to medical staff and experts, their answers for all, appointments (咨询)."""
