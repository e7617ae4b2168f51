"""The shapes of what the bookings API reads and gives, each part in a module of its own."""
