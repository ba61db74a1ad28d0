"""The shared look of every page: base templates, components, stylesheet and error pages.

Owns no data and decides nothing. The doors extend its base templates and use its tags (`{% load look %}`).
The patterns follow the GOV.UK design system; markup, stylesheet and marks are our own.
"""
