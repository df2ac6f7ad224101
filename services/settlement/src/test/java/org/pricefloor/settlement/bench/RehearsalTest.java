package org.pricefloor.settlement.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.pricefloor.settlement.Surroundings;

/** The database itself refuses whatever a rehearsal would write. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class RehearsalTest {

    private static final String READ_ONLY = "25006";

    @Inject
    Rehearsal rehearsal;

    @Test
    void aRehearsalCanNotWrite() {
        for (String write : new String[]{"INSERT INTO due (kind, subject) VALUES ('series', 'S')", "UPDATE books_head SET position = position",
            "DELETE FROM due", "SELECT position FROM shelf_head FOR UPDATE"}) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> rehearsal.reading(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute(write);
                }
            }), write);
            assertEquals(READ_ONLY, ((SQLException) refused.getCause()).getSQLState(), write);
        }
    }
}
