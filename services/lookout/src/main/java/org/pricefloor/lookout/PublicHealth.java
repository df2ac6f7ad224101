package org.pricefloor.lookout;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.function.Supplier;

/**
 * The health that everybody may ask for: what fails, by name, and not why. The reasons name hosts, roles and positions; the operator
 * reads them at {@code /q/health}, with a token.
 */
@ApplicationScoped
class PublicHealth {

    /** Before the framework's own routes, after the checks of who is asking. */
    private static final int BEFORE_THE_FRAMEWORK = -1;

    private final SmallRyeHealthReporter reporter;

    PublicHealth(SmallRyeHealthReporter reporter) {
        this.reporter = reporter;
    }

    void open(@Observes Router router) {
        answer(router, "/q/health/live", reporter::getLiveness);
        answer(router, "/q/health/ready", reporter::getReadiness);
        answer(router, "/q/health/started", reporter::getStartup);
    }

    private static void answer(Router router, String path, Supplier<SmallRyeHealth> health) {
        router.get(path).order(BEFORE_THE_FRAMEWORK).blockingHandler(request -> answer(request, health.get()), false);
    }

    private static void answer(RoutingContext request, SmallRyeHealth health) {
        JsonArrayBuilder checks = Json.createArrayBuilder();
        for (JsonValue check : health.getPayload().getJsonArray("checks")) {
            JsonObject all = check.asJsonObject();
            checks.add(Json.createObjectBuilder().add("name", all.getString("name")).add("status", all.getString("status")));
        }
        String body = Json.createObjectBuilder().add("status", health.getPayload().getString("status")).add("checks", checks).build().toString();
        request.response().setStatusCode(health.isDown() ? 503 : 200).putHeader("Content-Type", "application/json; charset=UTF-8")
                .putHeader("Cache-Control", "no-store").end(body);
    }
}
