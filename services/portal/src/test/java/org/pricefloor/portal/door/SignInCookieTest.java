package org.pricefloor.portal.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.ws.rs.core.NewCookie;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignInCookieTest {

    private static final URI BEHIND_A_GATEWAY = URI.create("http://portal:8080/sign-in");

    @Test
    void inProductionTheCookieIsOfThisHostAloneAndTravelsByHttpsAlone() throws IOException {
        NewCookie cookie = new SignInCookie(nameIn("production")).of("token", BEHIND_A_GATEWAY);
        assertEquals("__Host-pricefloor_token", cookie.getName());
        assertTrue(cookie.isSecure() && cookie.isHttpOnly());
        assertEquals(NewCookie.SameSite.STRICT, cookie.getSameSite());
        assertEquals("/", cookie.getPath());
        assertNull(cookie.getDomain());
    }

    @Test
    void whatIsNoKnownEnvironmentIsTakenForProduction() throws IOException {
        assertEquals("__Host-pricefloor_token", nameIn("staging"));
    }

    @Test
    void onADevelopersMachineTheCookieTravelsByHttpToo() throws IOException {
        SignInCookie development = new SignInCookie(nameIn("development"));
        assertEquals("pricefloor_token", development.name());
        assertFalse(development.of("token", BEHIND_A_GATEWAY).isSecure());
        assertTrue(development.of("token", URI.create("https://localhost/sign-in")).isSecure());
        assertEquals(0, development.none(BEHIND_A_GATEWAY).getMaxAge());
    }

    private static String nameIn(String environment) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Path.of("src/main/resources/application.properties").toUri().toURL()),
                        new PropertiesConfigSource(Map.of("pricefloor.environment", environment), "environment", 500))
                .build();
        return config.getValue("mp.jwt.token.cookie", String.class);
    }
}
