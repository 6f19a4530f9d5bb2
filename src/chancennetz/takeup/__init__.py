"""Take-up of offers: places, waiting, demand, reachability; counts only."""
