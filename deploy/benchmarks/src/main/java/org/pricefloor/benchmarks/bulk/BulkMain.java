package org.pricefloor.benchmarks.bulk;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.pricefloor.devstack.StartRefused;

/** {@code deploy/benchmark bulk}. Exit: 0 no bound crossed, 1 a bound crossed or outputs that differ, 2 something is in the way. */
public final class BulkMain {

    private static final int A_BOUND_WAS_CROSSED = 1;
    private static final int SOMETHING_IS_IN_THE_WAY = 2;

    private BulkMain() {
    }

    public static void main(String[] arguments) throws IOException {
        BulkOptions options;
        try {
            options = BulkOptions.of(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(SOMETHING_IS_IN_THE_WAY);
            return;
        }
        BulkResult result;
        try (Bulk bulk = new Bulk(options, System.err)) {
            result = bulk.measure();
        } catch (OutputsDiffer differ) {
            System.err.println("No time counts: " + differ.getMessage());
            System.exit(A_BOUND_WAS_CROSSED);
            return;
        } catch (StartRefused | IllegalStateException inTheWay) {
            System.err.println(inTheWay.getMessage());
            System.exit(SOMETHING_IS_IN_THE_WAY);
            return;
        }
        String json = json(result);
        Files.writeString(written(options, "bulk.json"), json + "\n");
        Files.writeString(written(options, "bulk.md"), result.markdown());
        System.out.println(options.json() ? json : result.markdown());
        System.err.println("Written to " + written(options, "bulk.json") + " and bulk.md beside it.");
        System.exit(result.isFailed() ? A_BOUND_WAS_CROSSED : 0);
    }

    private static Path written(BulkOptions options, String name) throws IOException {
        Files.createDirectories(options.folder());
        return options.folder().resolve(name);
    }

    static String json(BulkResult result) throws IOException {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
                .build().writeValueAsString(result);
    }
}
