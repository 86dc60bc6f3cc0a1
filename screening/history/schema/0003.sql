-- What was done on each leg, so that no form of the test is held against another one.
ALTER TABLE leg_value ADD COLUMN task TEXT NOT NULL DEFAULT 'single_leg_squat';
CREATE TEMP TABLE told AS
  SELECT part.screening_id, each.key AS leg, each.value AS task
  FROM part, json_each(tasks_of_legs(part.content)) AS each
  WHERE part.name = 'screening.json';
UPDATE leg_value SET task = coalesce(
  (
    SELECT told.task FROM told
    WHERE told.screening_id = leg_value.screening_id AND told.leg = leg_value.leg
    LIMIT 1
  ),
  task
);
DROP TABLE told;
