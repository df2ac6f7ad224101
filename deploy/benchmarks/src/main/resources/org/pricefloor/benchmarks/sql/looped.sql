-- What a team writes first: for each delivery look up what is needed, insert what follows.
CREATE TABLE looped.reference_price (
    series text    NOT NULL,
    month  date    NOT NULL,
    price  numeric NOT NULL,
    CONSTRAINT reference_price_pk PRIMARY KEY (series, month)
) WITH (autovacuum_enabled = off);
CREATE TABLE looped.cap_used (
    agreement text    NOT NULL,
    year      integer NOT NULL,
    quantity  numeric NOT NULL,
    CONSTRAINT cap_used_pk PRIMARY KEY (agreement, year)
) WITH (autovacuum_enabled = off);
CREATE PROCEDURE looped.settle() LANGUAGE plpgsql AS $$
DECLARE
    d          ground.delivery;
    a          ground.agreement;
    floor      numeric;
    reference  numeric;
    used       numeric;
    eligible   numeric;
    of_month   date;
    top_up     numeric;
    upside     numeric;
BEGIN
    INSERT INTO looped.reference_price (series, month, price)
    SELECT series, date_trunc('month', day)::date, round(avg(price), 2) FROM ground.assessment GROUP BY 1, 2;
    FOR d IN SELECT * FROM ground.delivery ORDER BY agreement, day, lot LOOP
        of_month := date_trunc('month', d.day)::date;
        SELECT * INTO STRICT a FROM ground.agreement WHERE agreement = d.agreement;
        SELECT price INTO STRICT floor FROM ground.floor_step WHERE agreement = d.agreement AND from_day <= of_month ORDER BY from_day DESC LIMIT 1;
        SELECT price INTO STRICT reference FROM looped.reference_price WHERE series = a.series AND month = of_month;
        SELECT quantity INTO used FROM looped.cap_used WHERE agreement = d.agreement AND year = extract(year FROM d.day);
        eligible := least(d.quantity, greatest(0, a.cap_per_year - coalesce(used, 0)));
        top_up := round(greatest(0, floor - reference) * eligible, 2);
        upside := round(a.share * round(greatest(0, reference - greatest(a.threshold, floor)) * eligible, 2), 2);
        INSERT INTO looped.line (agreement, month, quantity, floor_price, reference_price, unit_difference, top_up, upside)
        VALUES (d.agreement, of_month, eligible, floor, CASE WHEN eligible > 0 THEN reference END,
                CASE WHEN eligible > 0 THEN greatest(0, floor - reference) END, top_up, upside);
        IF top_up > 0 THEN
            INSERT INTO looped.posting (agreement, month, side, account, amount)
            VALUES (d.agreement, of_month, 1, 'top-up expense', top_up), (d.agreement, of_month, 2, 'top-up payable', top_up);
        END IF;
        IF upside > 0 THEN
            INSERT INTO looped.posting (agreement, month, side, account, amount)
            VALUES (d.agreement, of_month, 1, 'upside receivable', upside), (d.agreement, of_month, 2, 'upside income', upside);
        END IF;
        INSERT INTO looped.cap_used AS u (agreement, year, quantity) VALUES (d.agreement, extract(year FROM d.day), eligible)
        ON CONFLICT (agreement, year) DO UPDATE SET quantity = u.quantity + excluded.quantity;
    END LOOP;
END
$$;
