# Rscript render.R FOLDER REPORTS: an equivalent report many times, in one R process.
given <- commandArgs(trailingOnly = TRUE)
for (seed in seq_len(as.integer(given[2]))) {
  rmarkdown::render("report.Rmd", params = list(seed = seed), envir = new.env(), quiet = TRUE,
                    output_file = file.path(given[1], paste0(seed, ".html")), intermediates_dir = given[1])
}
