"""Ad platforms, clean: accounts, campaigns, ads and daily figures in the platform's own words."""
