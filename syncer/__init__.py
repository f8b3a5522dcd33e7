"""Every door between the database and the world, and the hours they open."""
