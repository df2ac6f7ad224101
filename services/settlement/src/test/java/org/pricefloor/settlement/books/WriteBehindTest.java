package org.pricefloor.settlement.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WriteBehindTest {

    @Test
    void piecesFollowOneAnotherInTheOrderInWhichTheyWereHandedOver() throws SQLException {
        List<Integer> written = Collections.synchronizedList(new ArrayList<>());
        try (WriteBehind behind = new WriteBehind()) {
            for (int piece = 0; piece < 100; piece++) {
                int number = piece;
                behind.write(() -> written.add(number));
            }
            behind.await();
        }
        assertEquals(IntStream.range(0, 100).boxed().toList(), written);
    }

    @Test
    void whatCanNotBeWrittenIsToldBeforeTheNextIsBegun() throws SQLException {
        AtomicBoolean begun = new AtomicBoolean();
        try (WriteBehind behind = new WriteBehind()) {
            behind.write(() -> {
                throw new SQLException("disk full", "53100");
            });
            SQLException told = assertThrows(SQLException.class, () -> behind.write(() -> begun.set(true)));
            assertEquals("53100", told.getSQLState());
        }
        assertFalse(begun.get());
    }

    @Test
    void theLastThatCanNotBeWrittenIsToldAsWell() throws SQLException {
        try (WriteBehind behind = new WriteBehind()) {
            behind.write(() -> {
                throw new IllegalStateException("a row is short of a column");
            });
            assertThrows(IllegalStateException.class, behind::await);
            behind.await();
        }
    }

    @Test
    void whoMakesReadyAndFailsHasTheConnectionBackBeforeItRollsBack() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        new Thread(() -> {
            try {
                assertTrue(begun.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            goOn.countDown();
        }).start();
        assertThrows(IllegalArgumentException.class, () -> {
            try (WriteBehind behind = new WriteBehind()) {
                behind.write(() -> {
                    begun.countDown();
                    try {
                        assertTrue(goOn.await(20, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    ended.set(true);
                });
                throw new IllegalArgumentException("the next run can not be made ready");
            }
        });
        assertTrue(ended.get());
    }
}
