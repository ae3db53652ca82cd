/* The positions of a window that lie on the image: the first, the one behind the last, and where on the image the first lies. */
typedef struct {
    int first;
    int end;
    int index;
} net_span;
