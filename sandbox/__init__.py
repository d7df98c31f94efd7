"""PLAY THE PLATFORMS: one invented company, told by every platform over loopback HTTP."""
