"""Checks: image build."""
