"""What follows from the model with the help of the tables: words that several checks need."""
