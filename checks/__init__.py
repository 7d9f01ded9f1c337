"""The built-in checks, one a file, in folders by what they judge."""
