package dev.halfstep.kernel.rows;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredRows.Top;

/**
 * The largest elements of each row. They are kept in a heap with the last of them at its root, so that a row takes time
 * {@code depth * log(count)}.
 */
public final class TopElements {

    /** Which of two elements of the input goes first. No two are alike: of equal ones that is the first. */
    @FunctionalInterface
    private interface Order {
        boolean isBefore(int a, int b);
    }

    /** What becomes of an element. */
    @FunctionalInterface
    private interface Sink {
        void put(int from, int to);
    }

    private final Order order;
    /** Elements of the input; none goes after one of the two that belong to it, at twice its index and one or two more. */
    private final int[] heap;
    private int size;

    private TopElements(Order order, int count) {
        this.order = order;
        heap = new int[count];
    }

    /** Of real values. */
    public static Step reals(Top node, float[] in, float[] values, IntegerArray indices) {
        return rows(node, (a, b) -> {
            if (in[a] > in[b] || in[a] < in[b]) {
                return in[a] > in[b];
            }
            boolean isNumber = !Float.isNaN(in[a]);
            return isNumber == Float.isNaN(in[b]) ? isNumber : a < b;
        }, (from, to) -> values[to] = in[from], indices);
    }

    /** Of integers. */
    public static Step integers(Top node, IntegerArray in, IntegerArray values, IntegerArray indices) {
        return rows(node, (a, b) -> in.get(a) == in.get(b) ? a < b : in.get(a) > in.get(b),
                (from, to) -> values.set(to, in.get(from)), indices);
    }

    private static Step rows(Top node, Order order, Sink values, IntegerArray indices) {
        var top = new TopElements(order, node.count());
        int depth = node.depth();
        int count = node.count();
        return () -> {
            for (int row = 0; row < node.rows() && count > 0; row++) {
                top.size = 0;
                for (int i = row * depth; i < (row + 1) * depth; i++) {
                    top.add(i);
                }
                for (int place = count - 1; place >= 0; place--) {
                    int element = top.removeLast();
                    values.put(element, row * count + place);
                    indices.set(row * count + place, element - row * depth);
                }
            }
        };
    }

    private void add(int element) {
        if (size < heap.length) {
            heap[size] = element;
            rise(size++);
        } else if (order.isBefore(element, heap[0])) {
            heap[0] = element;
            sink();
        }
    }

    /** Removes the one that goes after all others. */
    private int removeLast() {
        int last = heap[0];
        heap[0] = heap[--size];
        sink();
        return last;
    }

    private void rise(int from) {
        int at = from;
        while (at > 0 && order.isBefore(heap[(at - 1) / 2], heap[at])) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private void sink() {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && order.isBefore(heap[child], heap[child + 1])) {
                child++;
            }
            if (!order.isBefore(heap[at], heap[child])) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private void swap(int a, int b) {
        int element = heap[a];
        heap[a] = heap[b];
        heap[b] = element;
    }
}
