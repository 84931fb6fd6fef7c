"""Uploaded documents and images: who may fetch them, and how they are stored."""
