"""The form audit: does an answer move when the same crisis is written down another way?"""
