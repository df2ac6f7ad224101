package org.pricefloor.portal.door;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The cookie that carries a person's token: no script reads it, no other site sends it, and in production it travels by https alone. */
@ApplicationScoped
class SignInCookie {

    private static final String FOR_THIS_HOST_BY_HTTPS = "__Host-";

    private final String name;

    SignInCookie(@ConfigProperty(name = "mp.jwt.token.cookie") String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** It lives as long as the browser's session; the token in it expires by itself and is verified each time. */
    NewCookie of(String token, URI asked) {
        return cookie(token, NewCookie.DEFAULT_MAX_AGE, asked);
    }

    NewCookie none(URI asked) {
        return cookie("", 0, asked);
    }

    private NewCookie cookie(String value, int seconds, URI asked) {
        return new NewCookie.Builder(name).value(value).path("/").httpOnly(true).sameSite(NewCookie.SameSite.STRICT)
                .secure(name.startsWith(FOR_THIS_HOST_BY_HTTPS) || "https".equals(asked.getScheme())).maxAge(seconds).build();
    }
}
