"""Sending, receiving, disputing; frozen lines."""
