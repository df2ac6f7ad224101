package org.pricefloor.kernel.lot;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The largest flow through a network, in exact decimals.
 *
 * <p>Each round pushes as much as fits along a shortest way that has room left, where room is also what an earlier round can be
 * asked to give back (Edmonds and Karp). The number of rounds is bounded by the numbers of nodes and edges, whatever the
 * quantities, so nothing has to be rounded to end.
 */
final class Flow {

    private static final class Edge {
        private final int to;
        private BigDecimal room;
        private Edge back;

        Edge(int to, BigDecimal room) {
            this.to = to;
            this.room = room;
        }
    }

    private final List<List<Edge>> edges;

    Flow(int nodes) {
        edges = new ArrayList<>(nodes);
        for (int node = 0; node < nodes; node++) {
            edges.add(new ArrayList<>(4));
        }
    }

    /** Lets at most so much more flow from one node to the other. */
    void allow(int from, int to, BigDecimal most) {
        Edge there = new Edge(to, most);
        Edge back = new Edge(from, BigDecimal.ZERO);
        there.back = back;
        back.back = there;
        edges.get(from).add(there);
        edges.get(to).add(back);
    }

    /** Pushes what can still be pushed, and says how much that was. */
    BigDecimal push(int source, int sink) {
        BigDecimal pushed = BigDecimal.ZERO;
        for (Edge[] way = way(source, sink); way != null; way = way(source, sink)) {
            BigDecimal most = null;
            for (Edge edge = way[sink]; edge != null; edge = way[edge.back.to]) {
                most = most == null ? edge.room : most.min(edge.room);
            }
            for (Edge edge = way[sink]; edge != null; edge = way[edge.back.to]) {
                edge.room = edge.room.subtract(most);
                edge.back.room = edge.back.room.add(most);
            }
            pushed = pushed.add(most);
        }
        return pushed;
    }

    /** The edge by which each node is reached on a shortest way with room left; null where the sink is not reached. */
    private Edge[] way(int source, int sink) {
        Edge[] reachedBy = new Edge[edges.size()];
        boolean[] reached = new boolean[edges.size()];
        reached[source] = true;
        Deque<Integer> next = new ArrayDeque<>();
        next.add(source);
        while (!next.isEmpty() && !reached[sink]) {
            for (Edge edge : edges.get(next.remove())) {
                if (!reached[edge.to] && edge.room.signum() > 0) {
                    reached[edge.to] = true;
                    reachedBy[edge.to] = edge;
                    next.add(edge.to);
                }
            }
        }
        return reached[sink] ? reachedBy : null;
    }
}
