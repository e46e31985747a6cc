"""What can be done with vacancies, seekers, introductions, fairs, contingents and shared staff."""
