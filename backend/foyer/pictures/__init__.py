"""Uploaded pictures: validation, thumbnails, storage and clean-up."""
