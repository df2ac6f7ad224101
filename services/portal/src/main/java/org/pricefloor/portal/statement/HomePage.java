package org.pricefloor.portal.statement;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.portal.office.Books;
import org.pricefloor.portal.page.Visitor;
import org.pricefloor.portal.statement.StatementShelf.Line;
import org.pricefloor.portal.statement.StatementShelf.Wanted;

/** The first page: what is open, what waits, and the newest statements; of one producer, or of all for the office. */
@Path("/")
@Authenticated
@Blocking
public class HomePage {

    private static final int ROWS = 50;
    private static final int PARKED_SHOWN = 12;

    private final StatementShelf shelf;
    private final Books books;
    private final PartyScope scope;
    private final Caller caller;

    HomePage(StatementShelf shelf, Books books, PartyScope scope, Caller caller) {
        this.shelf = shelf;
        this.books = books;
        this.scope = scope;
        this.caller = caller;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance home(Visitor visitor, HomeView view);
    }

    /** @param next where the next page of the list begins; empty on the last */
    public record HomeView(List<Books.Open> open, List<PeriodParked> parked, List<String> agreements, String agreement, List<Line> lines,
                           boolean later, String next) {

        /** The list is a hint, not the register: the earliest ones. */
        public List<PeriodParked> firstParked() {
            return parked.subList(0, Math.min(PARKED_SHOWN, parked.size()));
        }

        public int furtherParked() {
            return parked.size() - firstParked().size();
        }
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance home(@QueryParam("agreement") String agreement, @QueryParam("after") String after) {
        String wanted = agreement == null || agreement.isBlank() ? null : agreement.trim();
        HomeView view = scope.read(caller.scope(), connection -> {
            String party = caller.scope().party();
            List<Line> lines = shelf.lines(connection, party, new Wanted(wanted, null, null, null), StatementList.after(after), ROWS + 1);
            boolean more = lines.size() > ROWS;
            return new HomeView(books.open(connection, party, new Books.Wanted(null, null, null, null)), shelf.parked(connection, party),
                    shelf.agreements(connection, party), wanted == null ? "" : wanted, more ? lines.subList(0, ROWS) : lines,
                    after != null && !after.isBlank(), more ? StatementList.after(lines.get(ROWS - 1)) : "");
        });
        return Templates.home(Visitor.of(caller), view);
    }
}
