import org.jspecify.annotations.NullMarked;

/** A service that scores rows of JSON. */
@NullMarked module dev.halfstep.examples.service {
    requires dev.halfstep.data;
    requires jdk.httpserver;
    requires static org.jspecify;
}
