"""Social platforms: accounts, posts, videos."""
