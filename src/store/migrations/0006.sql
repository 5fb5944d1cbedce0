-- Which model made the suggestion that was decided on, so that the record can say it years later.
ALTER TABLE decision ADD COLUMN model TEXT;
