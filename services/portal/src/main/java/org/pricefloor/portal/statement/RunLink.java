package org.pricefloor.portal.statement;

import io.quarkus.qute.TemplateExtension;

/** A run by its id: where its statement is, and how a reader says it. */
@TemplateExtension(namespace = "run")
public final class RunLink {

    private RunLink() {
    }

    /** {@code settled/A1/2026-03/2} as {@code /statements/A1/2026-03?run=2}. */
    public static String address(String id) {
        String[] parts = id.split("/");
        return parts.length == 4 ? "/statements/" + parts[1] + "/" + parts[2] + "?run=" + parts[3] : "/";
    }

    /** {@code settled/A1/2026-03/2} as {@code 2026-03, run 2}. */
    public static String words(String id) {
        String[] parts = id.split("/");
        return parts.length == 4 ? parts[2] + ", run " + parts[3] : id;
    }
}
