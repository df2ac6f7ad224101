package org.pricefloor.portal.page;

import java.util.Set;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Roles;

/** Who reads a page, as far as the page's frame shows it: the name, the party, and which links are of use. */
public record Visitor(String name, String party, Set<String> roles) {

    /** Nobody has signed in, or the sign-in was not valid. */
    public static final Visitor UNKNOWN = new Visitor(null, null, Set.of());

    public static Visitor of(Caller caller) {
        return new Visitor(caller.subject(), caller.party(), caller.roles());
    }

    public boolean signedIn() {
        return name != null;
    }

    public boolean producer() {
        return roles.contains(Roles.PRODUCER) && !seesBooks();
    }

    /** Office and auditor read the office's books. */
    public boolean seesBooks() {
        return roles.contains(Roles.OFFICE) || roles.contains(Roles.AUDITOR);
    }

    public boolean hasPages() {
        return seesBooks() || producer();
    }

    /** For the frame: {@code producer MP-MATERIALS}. */
    public String role() {
        String role = roles.contains(Roles.OFFICE) ? "program office" : roles.contains(Roles.AUDITOR) ? "auditor"
                : roles.contains(Roles.PRODUCER) ? "producer" : String.join(", ", roles);
        return party == null || party.isBlank() ? role : role + " " + party;
    }
}
