"""Testing (检测): who has to be tested, where, by whom; samples in tubes, results, and who was missed."""
