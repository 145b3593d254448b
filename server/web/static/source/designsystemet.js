// The parts of the design system's script that the pages use; all of them only improve native elements.
import "@digdir/designsystemet-web/details";
import "@digdir/designsystemet-web/dialog";
import "@digdir/designsystemet-web/ds-error-summary";
import "@digdir/designsystemet-web/invokers";
import "@digdir/designsystemet-web/popover";
