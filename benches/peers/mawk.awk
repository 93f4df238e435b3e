# mawk -v job=csv|counts -f mawk.awk rows.csv
# Splits at commas, which is not CSV: only the name can be quoted and is the first column, so columns are counted from
# the end. `last` is the number of columns after tdp_w.
function consider(cell, bits) {
    if (cell != "") { known = 1; if (cell * bits > tpp) tpp = cell * bits }
}
BEGIN { FS = OFS = ","; OFMT = CONVFMT = "%.15g" }
NR == 1 {
    last = NF - 12
    if (job == "csv") print $0, "class", "tpp", "performance_density"
    next
}
{
    n = NF - last
    datacenter = $(n - 1); planar = $(n - 2); area = $(n - 3)
    tpp = known = 0
    consider($(n - 9), 64); consider($(n - 8), 32); consider($(n - 7), 16)
    consider($(n - 6), 16); consider($(n - 5), 8); consider($(n - 4), 8)
    density = area == "" || !known ? "" : tpp / area
    if (!known) class = "depends"
    else if (tpp >= 4800) class = "a"
    else if (tpp < 1600 || datacenter == "no" || planar == "yes") class = "none"
    else if (area == "") class = "depends"
    else if (density < 1.6 || tpp < 2400 && density < 3.2) class = "none"
    else if (datacenter == "") class = "depends"
    else class = density < 5.92 ? "b" : "a"
    if (job == "csv") print $0, class, known ? tpp : "", planar == "no" ? density : ""
    else rows[class]++
}
END { if (job == "counts") { print "class,rows"; for (class in rows) print class, rows[class] } }
